PRAGMA application_id = 1346789731;
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0003');
CREATE TABLE cannot_link (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	face_id INTEGER NOT NULL, 
	other_face_id INTEGER NOT NULL, 
	CONSTRAINT ck_cannot_link_ordered CHECK (face_id < other_face_id), 
	CONSTRAINT fk_cannot_link_face_id FOREIGN KEY(face_id) REFERENCES face (id) ON DELETE CASCADE, 
	CONSTRAINT fk_cannot_link_other_face_id FOREIGN KEY(other_face_id) REFERENCES face (id) ON DELETE CASCADE, 
	CONSTRAINT uq_cannot_link_face_id_other_face_id UNIQUE (face_id, other_face_id)
);
INSERT INTO "cannot_link" VALUES(1,6,10);
INSERT INTO "cannot_link" VALUES(2,6,21);
INSERT INTO "cannot_link" VALUES(3,10,21);
INSERT INTO "cannot_link" VALUES(4,14,21);
INSERT INTO "cannot_link" VALUES(5,18,21);
INSERT INTO "cannot_link" VALUES(6,10,18);
INSERT INTO "cannot_link" VALUES(7,14,18);
INSERT INTO "cannot_link" VALUES(8,10,14);
CREATE TABLE change (
	id INTEGER NOT NULL, 
	decision_id INTEGER NOT NULL, 
	table_name VARCHAR NOT NULL, 
	row_id INTEGER NOT NULL, 
	"before" JSON, 
	"after" JSON, 
	CONSTRAINT pk_change PRIMARY KEY (id), 
	CONSTRAINT fk_change_decision_id FOREIGN KEY(decision_id) REFERENCES decision (id) ON DELETE CASCADE
);
INSERT INTO "change" VALUES(1,1,'person',1,'null','{"id": 1, "name": "Ann", "name_key": "ann", "cover_face_id": null, "created_at": "2026-01-01T12:02:00", "born": null, "died": null, "favourite": false, "hidden": false, "notes": ""}');
INSERT INTO "change" VALUES(2,1,'face',1,'{"person_id": null, "confirmed": false, "group_id": 1, "status": "active"}','{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(3,1,'face',3,'{"person_id": null, "confirmed": false, "group_id": 1, "status": "active"}','{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(4,1,'face',14,'{"person_id": null, "confirmed": false, "group_id": 1, "status": "active"}','{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(5,1,'face',18,'{"person_id": null, "confirmed": false, "group_id": 1, "status": "active"}','{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(6,1,'face_group',1,'{"id": 1, "settled": true, "kept": false}','null');
INSERT INTO "change" VALUES(7,2,'person',2,'null','{"id": 2, "name": "Bob", "name_key": "bob", "cover_face_id": null, "created_at": "2026-01-01T12:03:00", "born": null, "died": null, "favourite": false, "hidden": false, "notes": ""}');
INSERT INTO "change" VALUES(8,2,'face',2,'{"person_id": null, "confirmed": false, "group_id": 2, "status": "active"}','{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(9,2,'face',11,'{"person_id": null, "confirmed": false, "group_id": 2, "status": "active"}','{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(10,2,'face',16,'{"person_id": null, "confirmed": false, "group_id": 2, "status": "active"}','{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(11,2,'face',17,'{"person_id": null, "confirmed": false, "group_id": 2, "status": "active"}','{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(12,2,'face_group',2,'{"id": 2, "settled": true, "kept": false}','null');
INSERT INTO "change" VALUES(13,3,'face',13,'{"person_id": null, "confirmed": false, "group_id": 3, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(14,3,'face',12,'{"person_id": null, "confirmed": false, "group_id": 3, "status": "active"}','{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(15,3,'face',15,'{"person_id": null, "confirmed": false, "group_id": 3, "status": "active"}','{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(16,3,'face',19,'{"person_id": null, "confirmed": false, "group_id": 3, "status": "active"}','{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(17,3,'face_group',3,'{"id": 3, "settled": true, "kept": false}','null');
INSERT INTO "change" VALUES(18,3,'rejection',1,'null','{"id": 1, "face_id": 13, "person_id": 2}');
INSERT INTO "change" VALUES(19,4,'face',25,'{"person_id": null, "confirmed": false, "group_id": 4, "status": "active"}','{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(20,5,'face',25,'{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(21,5,'rejection',2,'null','{"id": 2, "face_id": 11, "person_id": 2}');
INSERT INTO "change" VALUES(22,5,'rejection',3,'null','{"id": 3, "face_id": 14, "person_id": 2}');
INSERT INTO "change" VALUES(23,5,'rejection',4,'null','{"id": 4, "face_id": 17, "person_id": 2}');
INSERT INTO "change" VALUES(24,5,'face',11,'{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(25,5,'face',17,'{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(26,6,'face',12,'{"person_id": null, "confirmed": false, "group_id": 3, "status": "active"}','{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(27,6,'face',13,'{"person_id": null, "confirmed": false, "group_id": 3, "status": "active"}','{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(28,6,'face',15,'{"person_id": null, "confirmed": false, "group_id": 3, "status": "active"}','{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(29,6,'face',19,'{"person_id": null, "confirmed": false, "group_id": 3, "status": "active"}','{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(30,6,'face_group',3,'{"id": 3, "settled": true, "kept": false}','null');
INSERT INTO "change" VALUES(31,7,'person',3,'null','{"id": 3, "name": "Cleo", "name_key": "cleo", "cover_face_id": null, "created_at": "2026-01-01T12:08:00", "born": null, "died": null, "favourite": false, "hidden": false, "notes": ""}');
INSERT INTO "change" VALUES(32,7,'rejection',5,'null','{"id": 5, "face_id": 24, "person_id": 1}');
INSERT INTO "change" VALUES(33,7,'face',8,'{"person_id": null, "confirmed": false, "group_id": 4, "status": "active"}','{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(34,7,'face',24,'{"person_id": 1, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(35,8,'rejection',6,'null','{"id": 6, "face_id": 8, "person_id": 3}');
INSERT INTO "change" VALUES(36,8,'rejection',7,'null','{"id": 7, "face_id": 24, "person_id": 3}');
INSERT INTO "change" VALUES(37,8,'face',8,'{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(38,8,'face',24,'{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(39,9,'rejection',8,'null','{"id": 8, "face_id": 10, "person_id": 3}');
INSERT INTO "change" VALUES(40,9,'rejection',9,'null','{"id": 9, "face_id": 21, "person_id": 3}');
INSERT INTO "change" VALUES(41,10,'cannot_link',1,'null','{"id": 1, "face_id": 6, "other_face_id": 10}');
INSERT INTO "change" VALUES(42,10,'cannot_link',2,'null','{"id": 2, "face_id": 6, "other_face_id": 21}');
INSERT INTO "change" VALUES(43,11,'face',7,'{"person_id": null, "confirmed": false, "group_id": 5, "status": "active"}','{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(44,11,'face',10,'{"person_id": null, "confirmed": false, "group_id": 6, "status": "active"}','{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(45,11,'face',23,'{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(46,11,'rejection',10,'null','{"id": 10, "face_id": 15, "person_id": 1}');
INSERT INTO "change" VALUES(47,12,'face',5,'{"person_id": null, "confirmed": false, "group_id": 5, "status": "active"}','{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(48,12,'face',9,'{"person_id": null, "confirmed": false, "group_id": 5, "status": "active"}','{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(49,12,'face_group',5,'{"id": 5, "settled": true, "kept": false}','null');
INSERT INTO "change" VALUES(50,13,'rejection',11,'null','{"id": 11, "face_id": 10, "person_id": 1}');
INSERT INTO "change" VALUES(51,13,'rejection',12,'null','{"id": 12, "face_id": 14, "person_id": 1}');
INSERT INTO "change" VALUES(52,13,'rejection',13,'null','{"id": 13, "face_id": 18, "person_id": 1}');
INSERT INTO "change" VALUES(53,13,'face_group',7,'null','{"id": 7, "settled": true, "kept": true}');
INSERT INTO "change" VALUES(54,13,'face',10,'{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": 7, "status": "active"}');
INSERT INTO "change" VALUES(55,13,'face',14,'{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": 7, "status": "active"}');
INSERT INTO "change" VALUES(56,13,'face',18,'{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": 7, "status": "active"}');
INSERT INTO "change" VALUES(57,15,'rejection',6,'{"id": 6, "face_id": 8, "person_id": 3}','null');
INSERT INTO "change" VALUES(58,15,'face',8,'{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(59,15,'face',6,'{"person_id": null, "confirmed": false, "group_id": 4, "status": "active"}','{"person_id": 3, "confirmed": false, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(60,15,'face_group',4,'{"id": 4, "settled": true, "kept": false}','null');
INSERT INTO "change" VALUES(61,16,'rejection',14,'null','{"id": 14, "face_id": 21, "person_id": 1}');
INSERT INTO "change" VALUES(62,17,'rejection',15,'null','{"id": 15, "face_id": 7, "person_id": 1}');
INSERT INTO "change" VALUES(63,17,'rejection',16,'null','{"id": 16, "face_id": 23, "person_id": 1}');
INSERT INTO "change" VALUES(64,17,'face',7,'{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(65,17,'face',23,'{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(66,18,'cannot_link',3,'null','{"id": 3, "face_id": 10, "other_face_id": 21}');
INSERT INTO "change" VALUES(67,18,'cannot_link',4,'null','{"id": 4, "face_id": 14, "other_face_id": 21}');
INSERT INTO "change" VALUES(68,18,'cannot_link',5,'null','{"id": 5, "face_id": 18, "other_face_id": 21}');
INSERT INTO "change" VALUES(69,19,'cannot_link',6,'null','{"id": 6, "face_id": 10, "other_face_id": 18}');
INSERT INTO "change" VALUES(70,19,'cannot_link',7,'null','{"id": 7, "face_id": 14, "other_face_id": 18}');
INSERT INTO "change" VALUES(71,19,'face',18,'{"person_id": null, "confirmed": false, "group_id": 7, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(72,20,'face',2,'{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(73,20,'face',5,'{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(74,20,'face',9,'{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(75,20,'face',12,'{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(76,20,'face',13,'{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(77,20,'face',15,'{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(78,20,'face',16,'{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(79,20,'face',19,'{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(80,20,'face',25,'{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(81,20,'rejection',2,'{"id": 2, "face_id": 11, "person_id": 2}','null');
INSERT INTO "change" VALUES(82,20,'rejection',3,'{"id": 3, "face_id": 14, "person_id": 2}','null');
INSERT INTO "change" VALUES(83,20,'rejection',4,'{"id": 4, "face_id": 17, "person_id": 2}','null');
INSERT INTO "change" VALUES(84,20,'rejection',17,'null','{"id": 17, "face_id": 11, "person_id": 1}');
INSERT INTO "change" VALUES(85,20,'rejection',18,'null','{"id": 18, "face_id": 17, "person_id": 1}');
INSERT INTO "change" VALUES(86,20,'rejection',10,'{"id": 10, "face_id": 15, "person_id": 1}','null');
INSERT INTO "change" VALUES(87,20,'person_alias',1,'null','{"id": 1, "person_id": 1, "name": "Bob", "name_key": "bob"}');
INSERT INTO "change" VALUES(88,20,'person',2,'{"id": 2, "name": "Bob", "name_key": "bob", "cover_face_id": null, "created_at": "2026-01-01T12:03:00", "born": null, "died": null, "favourite": false, "hidden": false, "notes": ""}','null');
INSERT INTO "change" VALUES(89,21,'person_alias',1,'{"id": 1, "person_id": 1, "name": "Bob", "name_key": "bob"}','null');
INSERT INTO "change" VALUES(90,21,'person',2,'null','{"id": 2, "name": "Bob", "name_key": "bob", "cover_face_id": null, "created_at": "2026-01-01T12:03:00", "born": null, "died": null, "favourite": false, "hidden": false, "notes": ""}');
INSERT INTO "change" VALUES(91,21,'face',2,'{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(92,21,'face',5,'{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(93,21,'face',9,'{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(94,21,'face',12,'{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(95,21,'face',13,'{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(96,21,'face',15,'{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(97,21,'face',16,'{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(98,21,'face',19,'{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(99,21,'face',25,'{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(100,21,'rejection',17,'{"id": 17, "face_id": 11, "person_id": 1}','null');
INSERT INTO "change" VALUES(101,21,'rejection',18,'{"id": 18, "face_id": 17, "person_id": 1}','null');
INSERT INTO "change" VALUES(102,21,'rejection',19,'null','{"id": 19, "face_id": 11, "person_id": 2}');
INSERT INTO "change" VALUES(103,21,'rejection',20,'null','{"id": 20, "face_id": 14, "person_id": 2}');
INSERT INTO "change" VALUES(104,21,'rejection',21,'null','{"id": 21, "face_id": 17, "person_id": 2}');
INSERT INTO "change" VALUES(105,21,'rejection',22,'null','{"id": 22, "face_id": 15, "person_id": 1}');
INSERT INTO "change" VALUES(106,22,'face',10,'{"person_id": null, "confirmed": false, "group_id": 7, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": 6, "status": "active"}');
INSERT INTO "change" VALUES(107,22,'face',14,'{"person_id": null, "confirmed": false, "group_id": 7, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": 6, "status": "active"}');
INSERT INTO "change" VALUES(108,22,'face_group',6,'{"kept": false, "settled": true}','{"kept": true, "settled": true}');
INSERT INTO "change" VALUES(109,22,'face_group',7,'{"id": 7, "settled": true, "kept": true}','null');
INSERT INTO "change" VALUES(110,23,'person',2,'{"name": "Bob", "name_key": "bob"}','{"name": "Cleoa", "name_key": "cleoa"}');
INSERT INTO "change" VALUES(111,24,'cannot_link',8,'null','{"id": 8, "face_id": 10, "other_face_id": 14}');
INSERT INTO "change" VALUES(112,24,'rejection',12,'{"id": 12, "face_id": 14, "person_id": 1}','null');
INSERT INTO "change" VALUES(113,24,'face',14,'{"person_id": null, "confirmed": false, "group_id": 6, "status": "active"}','{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(114,24,'person',4,'null','{"id": 4, "name": "Bob", "name_key": "bob", "cover_face_id": null, "created_at": "2026-01-01T12:35:00", "born": null, "died": null, "favourite": false, "hidden": false, "notes": ""}');
INSERT INTO "change" VALUES(115,24,'face',10,'{"person_id": null, "confirmed": false, "group_id": 6, "status": "active"}','{"person_id": 4, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(116,24,'face',21,'{"person_id": null, "confirmed": false, "group_id": 6, "status": "active"}','{"person_id": 4, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(117,24,'face_group',6,'{"id": 6, "settled": true, "kept": true}','null');
INSERT INTO "change" VALUES(118,25,'face',1,'{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(119,25,'face',3,'{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(120,25,'face',14,'{"person_id": 1, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(121,25,'rejection',5,'{"id": 5, "face_id": 24, "person_id": 1}','null');
INSERT INTO "change" VALUES(122,25,'rejection',11,'{"id": 11, "face_id": 10, "person_id": 1}','null');
INSERT INTO "change" VALUES(123,25,'rejection',13,'{"id": 13, "face_id": 18, "person_id": 1}','null');
INSERT INTO "change" VALUES(124,25,'rejection',14,'{"id": 14, "face_id": 21, "person_id": 1}','null');
INSERT INTO "change" VALUES(125,25,'rejection',15,'{"id": 15, "face_id": 7, "person_id": 1}','null');
INSERT INTO "change" VALUES(126,25,'rejection',16,'{"id": 16, "face_id": 23, "person_id": 1}','null');
INSERT INTO "change" VALUES(127,25,'rejection',22,'{"id": 22, "face_id": 15, "person_id": 1}','null');
INSERT INTO "change" VALUES(128,25,'person',1,'{"id": 1, "name": "Ann", "name_key": "ann", "cover_face_id": null, "created_at": "2026-01-01T12:02:00", "born": null, "died": null, "favourite": false, "hidden": false, "notes": ""}','null');
INSERT INTO "change" VALUES(129,26,'person',2,'{"cover_face_id": null}','{"cover_face_id": 5}');
INSERT INTO "change" VALUES(130,27,'face',23,'{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}');
INSERT INTO "change" VALUES(131,28,'rejection',23,'null','{"id": 23, "face_id": 21, "person_id": 4}');
INSERT INTO "change" VALUES(132,28,'face',21,'{"person_id": 4, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(133,29,'face',1,'{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}');
INSERT INTO "change" VALUES(134,29,'face',3,'{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}');
INSERT INTO "change" VALUES(135,29,'face',7,'{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}');
INSERT INTO "change" VALUES(136,29,'face',11,'{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}');
INSERT INTO "change" VALUES(137,29,'face',14,'{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}');
INSERT INTO "change" VALUES(138,29,'face',17,'{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}');
INSERT INTO "change" VALUES(139,29,'face',20,'{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}');
INSERT INTO "change" VALUES(140,29,'face',22,'{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}');
INSERT INTO "change" VALUES(141,29,'face',24,'{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}');
INSERT INTO "change" VALUES(142,30,'person',5,'null','{"id": 5, "name": "Ann", "name_key": "ann", "cover_face_id": null, "created_at": "2026-01-01T12:42:00", "born": null, "died": null, "favourite": false, "hidden": false, "notes": ""}');
INSERT INTO "change" VALUES(143,30,'rejection',24,'null','{"id": 24, "face_id": 6, "person_id": 3}');
INSERT INTO "change" VALUES(144,30,'rejection',25,'null','{"id": 25, "face_id": 8, "person_id": 3}');
INSERT INTO "change" VALUES(145,30,'face',6,'{"person_id": 3, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": 5, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(146,30,'face',8,'{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 5, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(147,31,'face',18,'{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}');
INSERT INTO "change" VALUES(148,31,'face',21,'{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}');
INSERT INTO "change" VALUES(149,32,'rejection',26,'null','{"id": 26, "face_id": 2, "person_id": 2}');
INSERT INTO "change" VALUES(150,32,'face',2,'{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(151,32,'face',14,'{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}','{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(152,32,'face',20,'{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}','{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(153,32,'face',23,'{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}','{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(154,33,'face',2,'{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "not_a_face"}');
INSERT INTO "change" VALUES(155,33,'face',14,'{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "not_a_face"}');
INSERT INTO "change" VALUES(156,33,'face',17,'{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "not_a_face"}');
INSERT INTO "change" VALUES(157,33,'face',22,'{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "not_a_face"}');
INSERT INTO "change" VALUES(158,34,'rejection',27,'null','{"id": 27, "face_id": 12, "person_id": 2}');
INSERT INTO "change" VALUES(159,34,'face',12,'{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(160,35,'face',12,'{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}');
INSERT INTO "change" VALUES(161,36,'face',24,'{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(162,37,'face',6,'{"person_id": 5, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 4, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(163,37,'face',8,'{"person_id": 5, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 4, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(164,37,'person_alias',2,'null','{"id": 2, "person_id": 4, "name": "Ann", "name_key": "ann"}');
INSERT INTO "change" VALUES(165,37,'person',5,'{"id": 5, "name": "Ann", "name_key": "ann", "cover_face_id": null, "created_at": "2026-01-01T12:42:00", "born": null, "died": null, "favourite": false, "hidden": false, "notes": ""}','null');
INSERT INTO "change" VALUES(166,38,'face',26,'null','{"id": 26, "photo_id": 2, "left": 0.5, "top": 0.4, "width": 0.19999999999999996, "height": 0.25, "landmarks": null, "score": 0.0, "pixels": 60.0, "sharpness": 0.0, "frontality": 0.0, "quality": 0.0, "passes_gate": false, "status": "active", "person_id": null, "confirmed": false, "group_id": null, "box_source": "drawn"}');
INSERT INTO "change" VALUES(167,38,'face',26,'{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": 4, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(168,39,'face',26,'{"left": 0.5, "top": 0.4, "width": 0.19999999999999996, "height": 0.25, "landmarks": null, "score": 0.0, "pixels": 60.0, "sharpness": 0.0, "frontality": 0.0, "quality": 0.0, "passes_gate": false, "box_source": "drawn"}','{"left": 0.5, "top": 0.4, "width": 0.19999999999999996, "height": 0.25, "landmarks": null, "score": 0.0, "pixels": 60.0, "sharpness": 0.0, "frontality": 0.0, "quality": 0.0, "passes_gate": false, "box_source": "drawn"}');
INSERT INTO "change" VALUES(169,40,'person_alias',2,'{"id": 2, "person_id": 4, "name": "Ann", "name_key": "ann"}','null');
INSERT INTO "change" VALUES(170,40,'person',5,'null','{"id": 5, "name": "Ann", "name_key": "ann", "cover_face_id": null, "created_at": "2026-01-01T12:42:00", "born": null, "died": null, "favourite": false, "hidden": false, "notes": ""}');
INSERT INTO "change" VALUES(171,40,'face',6,'{"person_id": 4, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 5, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(172,40,'face',8,'{"person_id": 4, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 5, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(173,41,'face',7,'{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "not_a_face"}');
INSERT INTO "change" VALUES(174,42,'photo',14,'{"forgotten": false}','{"forgotten": true}');
INSERT INTO "change" VALUES(175,43,'person',2,'{"born": null, "died": null, "notes": ""}','{"born": "2018-01-01", "died": null, "notes": "Seen in a dream"}');
INSERT INTO "change" VALUES(176,44,'person_alias',3,'null','{"id": 3, "person_id": 2, "name": "Bobb", "name_key": "bobb"}');
INSERT INTO "change" VALUES(177,45,'person_alias',3,'{"id": 3, "person_id": 2, "name": "Bobb", "name_key": "bobb"}','null');
INSERT INTO "change" VALUES(178,46,'person',5,'{"favourite": false}','{"favourite": true}');
INSERT INTO "change" VALUES(179,47,'face',10,'{"person_id": 4, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(180,47,'face',26,'{"person_id": 4, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(181,47,'rejection',23,'{"id": 23, "face_id": 21, "person_id": 4}','null');
INSERT INTO "change" VALUES(182,47,'person',4,'{"id": 4, "name": "Bob", "name_key": "bob", "cover_face_id": null, "created_at": "2026-01-01T12:35:00", "born": null, "died": null, "favourite": false, "hidden": false, "notes": ""}','null');
INSERT INTO "change" VALUES(183,48,'person',2,'{"hidden": false}','{"hidden": true}');
INSERT INTO "change" VALUES(184,49,'person',2,'{"hidden": true}','{"hidden": false}');
INSERT INTO "change" VALUES(185,50,'person',5,'{"cover_face_id": null}','{"cover_face_id": 8}');
INSERT INTO "change" VALUES(186,51,'tag',1,'null','{"id": 1, "parent_id": null, "path": "Sea", "path_key": "sea"}');
INSERT INTO "change" VALUES(187,51,'tag',2,'null','{"id": 2, "parent_id": 1, "path": "Sea/Beach", "path_key": "sea/beach"}');
INSERT INTO "change" VALUES(188,51,'photo_tag',1,'null','{"id": 1, "photo_id": 4, "tag_id": 2}');
INSERT INTO "change" VALUES(189,51,'photo_tag',2,'null','{"id": 2, "photo_id": 9, "tag_id": 2}');
INSERT INTO "change" VALUES(190,51,'photo_tag',3,'null','{"id": 3, "photo_id": 12, "tag_id": 2}');
INSERT INTO "change" VALUES(191,52,'photo_tag',1,'{"id": 1, "photo_id": 4, "tag_id": 2}','null');
INSERT INTO "change" VALUES(192,52,'photo_tag',2,'{"id": 2, "photo_id": 9, "tag_id": 2}','null');
INSERT INTO "change" VALUES(193,52,'photo_tag',3,'{"id": 3, "photo_id": 12, "tag_id": 2}','null');
INSERT INTO "change" VALUES(194,53,'face',7,'{"person_id": null, "confirmed": false, "group_id": null, "status": "not_a_face"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}');
INSERT INTO "change" VALUES(195,53,'face',14,'{"person_id": null, "confirmed": false, "group_id": null, "status": "not_a_face"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}');
INSERT INTO "change" VALUES(196,53,'face',8,'{"person_id": 5, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}');
INSERT INTO "change" VALUES(197,53,'face',24,'{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}');
INSERT INTO "change" VALUES(198,54,'tag',2,'{"path": "Sea/Beach", "path_key": "sea/beach"}','{"path": "Sea/Sand", "path_key": "sea/sand"}');
INSERT INTO "change" VALUES(199,54,'tag',2,'{"parent_id": 1}','{"parent_id": 1}');
INSERT INTO "change" VALUES(200,55,'tag',2,'{"id": 2, "parent_id": 1, "path": "Sea/Sand", "path_key": "sea/sand"}','null');
INSERT INTO "change" VALUES(201,56,'photo',13,'{"rating": null}','{"rating": 5}');
INSERT INTO "change" VALUES(202,57,'saved_search',1,'null','{"id": 1, "name": "Best", "name_key": "best", "words": "Ann"}');
INSERT INTO "change" VALUES(203,58,'face',10,'{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}');
INSERT INTO "change" VALUES(204,58,'face',26,'{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}');
INSERT INTO "change" VALUES(205,59,'saved_search',1,'{"id": 1, "name": "Best", "name_key": "best", "words": "Ann"}','null');
INSERT INTO "change" VALUES(206,60,'face',25,'{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "not_a_face"}');
INSERT INTO "change" VALUES(207,62,'face',27,'null','{"id": 27, "photo_id": 2, "left": 0.1, "top": 0.2, "width": 0.20000000000000004, "height": 0.25, "landmarks": null, "score": 0.0, "pixels": 60.0, "sharpness": 0.0, "frontality": 0.0, "quality": 0.0, "passes_gate": false, "status": "active", "person_id": null, "confirmed": false, "group_id": null, "box_source": "drawn"}');
INSERT INTO "change" VALUES(208,62,'face',27,'{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(209,63,'embedding',5,'{"dlib-resnet": "AAAAAAIAAABIaLgEW5JKElW1Fh7D3xcoFU9PMJCmvzYQ/W87sodLPjPOaT8J57U+5bE/PC7RCDjgRAQy1jQtKuScmSAAiTgVJyMWCEsBAAAAAAAAAAAAAAAAAAAAAAAA"}','null');
INSERT INTO "change" VALUES(210,63,'face',5,'{"left": 0.2222222222222222, "top": 0.4583333333333333, "width": 0.16666666666666669, "height": 0.25000000000000006, "landmarks": "tmCLPry7Cz/Ygq0+vLsLP8dxnD5gLBk/+qSPPlVVJT+UPqk+VVUlPw==", "score": 0.999, "pixels": 60.00000000000001, "sharpness": 7660.5380859375, "frontality": 0.8750000000000003, "quality": 0.8059076086892599, "passes_gate": true, "box_source": "detected"}','{"left": 0.3, "top": 0.4, "width": 0.2, "height": 0.25, "landmarks": null, "score": 0.0, "pixels": 60.0, "sharpness": 0.0, "frontality": 0.0, "quality": 0.0, "passes_gate": false, "box_source": "moved"}');
INSERT INTO "change" VALUES(211,64,'face',23,'{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "not_a_face"}');
INSERT INTO "change" VALUES(212,65,'person',5,'{"born": null, "died": null, "notes": ""}','{"born": "2020-01-01", "died": null, "notes": "Seen in a dream"}');
INSERT INTO "change" VALUES(213,66,'person_alias',4,'null','{"id": 4, "person_id": 3, "name": "Cleob", "name_key": "cleob"}');
INSERT INTO "change" VALUES(214,67,'person_alias',4,'{"id": 4, "person_id": 3, "name": "Cleob", "name_key": "cleob"}','null');
INSERT INTO "change" VALUES(215,68,'person',5,'{"favourite": true}','{"favourite": true}');
INSERT INTO "change" VALUES(216,69,'person',3,'{"hidden": false}','{"hidden": true}');
INSERT INTO "change" VALUES(217,70,'person',2,'{"hidden": false}','{"hidden": false}');
INSERT INTO "change" VALUES(218,71,'tag',3,'null','{"id": 3, "parent_id": 1, "path": "Sea/Beach", "path_key": "sea/beach"}');
INSERT INTO "change" VALUES(219,71,'photo_tag',4,'null','{"id": 4, "photo_id": 11, "tag_id": 3}');
INSERT INTO "change" VALUES(220,72,'tag',1,'{"path": "Sea", "path_key": "sea"}','{"path": "Lake", "path_key": "lake"}');
INSERT INTO "change" VALUES(221,72,'tag',1,'{"parent_id": null}','{"parent_id": null}');
INSERT INTO "change" VALUES(222,73,'tag',1,'{"id": 1, "parent_id": null, "path": "Lake", "path_key": "lake"}','null');
INSERT INTO "change" VALUES(223,74,'photo',2,'{"rating": null}','{"rating": 5}');
INSERT INTO "change" VALUES(224,75,'saved_search',2,'null','{"id": 2, "name": "Best", "name_key": "best", "words": "Bob or Cleo"}');
INSERT INTO "change" VALUES(225,76,'saved_search',2,'{"id": 2, "name": "Best", "name_key": "best", "words": "Bob or Cleo"}','null');
INSERT INTO "change" VALUES(226,77,'person',6,'null','{"id": 6, "name": "Bob", "name_key": "bob", "cover_face_id": null, "created_at": "2026-01-01T13:35:00", "born": null, "died": null, "favourite": false, "hidden": false, "notes": ""}');
INSERT INTO "change" VALUES(227,77,'rejection',28,'null','{"id": 28, "face_id": 13, "person_id": 2}');
INSERT INTO "change" VALUES(228,77,'rejection',29,'null','{"id": 29, "face_id": 19, "person_id": 2}');
INSERT INTO "change" VALUES(229,77,'face',10,'{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}','{"person_id": 6, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(230,77,'face',13,'{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 6, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(231,77,'face',19,'{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 6, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(232,78,'rejection',30,'null','{"id": 30, "face_id": 13, "person_id": 6}');
INSERT INTO "change" VALUES(233,78,'rejection',31,'null','{"id": 31, "face_id": 19, "person_id": 6}');
INSERT INTO "change" VALUES(234,78,'rejection',25,'{"id": 25, "face_id": 8, "person_id": 3}','null');
INSERT INTO "change" VALUES(235,78,'face',8,'{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}','{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(236,78,'face',14,'{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}','{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(237,78,'face',13,'{"person_id": 6, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(238,78,'face',19,'{"person_id": 6, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(239,78,'rejection',32,'null','{"id": 32, "face_id": 1, "person_id": 3}');
INSERT INTO "change" VALUES(240,78,'rejection',33,'null','{"id": 33, "face_id": 22, "person_id": 3}');
INSERT INTO "change" VALUES(241,79,'rejection',34,'null','{"id": 34, "face_id": 13, "person_id": 5}');
INSERT INTO "change" VALUES(242,79,'rejection',35,'null','{"id": 35, "face_id": 16, "person_id": 5}');
INSERT INTO "change" VALUES(243,80,'rejection',36,'null','{"id": 36, "face_id": 19, "person_id": 3}');
INSERT INTO "change" VALUES(244,80,'rejection',37,'null','{"id": 37, "face_id": 27, "person_id": 3}');
INSERT INTO "change" VALUES(245,80,'face_group',8,'null','{"id": 8, "settled": true, "kept": true}');
INSERT INTO "change" VALUES(246,80,'face',19,'{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": 8, "status": "active"}');
INSERT INTO "change" VALUES(247,80,'face',27,'{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": 8, "status": "active"}');
INSERT INTO "change" VALUES(248,81,'face',19,'{"person_id": null, "confirmed": false, "group_id": 8, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}');
INSERT INTO "change" VALUES(249,81,'face',27,'{"person_id": null, "confirmed": false, "group_id": 8, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}');
INSERT INTO "change" VALUES(250,81,'face_group',8,'{"id": 8, "settled": true, "kept": true}','null');
INSERT INTO "change" VALUES(251,82,'rejection',38,'null','{"id": 38, "face_id": 9, "person_id": 2}');
INSERT INTO "change" VALUES(252,82,'rejection',39,'null','{"id": 39, "face_id": 15, "person_id": 2}');
INSERT INTO "change" VALUES(253,82,'rejection',40,'null','{"id": 40, "face_id": 16, "person_id": 2}');
INSERT INTO "change" VALUES(254,82,'face',9,'{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(255,82,'face',15,'{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(256,82,'face',16,'{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(257,83,'rejection',27,'{"id": 27, "face_id": 12, "person_id": 2}','null');
INSERT INTO "change" VALUES(258,83,'face',12,'{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}','{"person_id": 2, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(259,84,'face',6,'{"person_id": 5, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(260,84,'face',10,'{"person_id": 6, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(261,84,'rejection',30,'{"id": 30, "face_id": 13, "person_id": 6}','null');
INSERT INTO "change" VALUES(262,84,'rejection',31,'{"id": 31, "face_id": 19, "person_id": 6}','null');
INSERT INTO "change" VALUES(263,84,'rejection',41,'null','{"id": 41, "face_id": 13, "person_id": 3}');
INSERT INTO "change" VALUES(264,84,'rejection',8,'{"id": 8, "face_id": 10, "person_id": 3}','null');
INSERT INTO "change" VALUES(265,84,'rejection',24,'{"id": 24, "face_id": 6, "person_id": 3}','null');
INSERT INTO "change" VALUES(266,84,'rejection',41,'{"id": 41, "face_id": 13, "person_id": 3}','null');
INSERT INTO "change" VALUES(267,84,'person',3,'{"born": null, "died": null, "notes": "", "favourite": false}','{"born": "2020-01-01", "died": null, "notes": "Seen in a dream", "favourite": true}');
INSERT INTO "change" VALUES(268,84,'person_alias',5,'null','{"id": 5, "person_id": 3, "name": "Ann", "name_key": "ann"}');
INSERT INTO "change" VALUES(269,84,'person_alias',6,'null','{"id": 6, "person_id": 3, "name": "Bob", "name_key": "bob"}');
INSERT INTO "change" VALUES(270,84,'person',5,'{"id": 5, "name": "Ann", "name_key": "ann", "cover_face_id": null, "created_at": "2026-01-01T12:42:00", "born": "2020-01-01", "died": null, "favourite": true, "hidden": false, "notes": "Seen in a dream"}','null');
INSERT INTO "change" VALUES(271,84,'person',6,'{"id": 6, "name": "Bob", "name_key": "bob", "cover_face_id": null, "created_at": "2026-01-01T13:35:00", "born": null, "died": null, "favourite": false, "hidden": false, "notes": ""}','null');
INSERT INTO "change" VALUES(272,85,'person_alias',5,'{"id": 5, "person_id": 3, "name": "Ann", "name_key": "ann"}','null');
INSERT INTO "change" VALUES(273,85,'person',3,'{"born": "2020-01-01", "favourite": true}','{"born": null, "favourite": false}');
INSERT INTO "change" VALUES(274,85,'person',5,'null','{"id": 5, "name": "Ann", "name_key": "ann", "cover_face_id": null, "created_at": "2026-01-01T12:42:00", "born": "2020-01-01", "died": null, "favourite": true, "hidden": false, "notes": "Seen in a dream"}');
INSERT INTO "change" VALUES(275,85,'face',6,'{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": 5, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(276,85,'rejection',42,'null','{"id": 42, "face_id": 6, "person_id": 3}');
INSERT INTO "change" VALUES(277,86,'person',5,'{"name": "Ann", "name_key": "ann"}','{"name": "Boba", "name_key": "boba"}');
INSERT INTO "change" VALUES(278,87,'face',8,'{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(279,87,'face',9,'{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(280,87,'face',10,'{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(281,87,'face',13,'{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(282,87,'face',14,'{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(283,87,'face',15,'{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(284,87,'face',16,'{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(285,87,'face',20,'{"person_id": 3, "confirmed": true, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(286,87,'rejection',7,'{"id": 7, "face_id": 24, "person_id": 3}','null');
INSERT INTO "change" VALUES(287,87,'rejection',9,'{"id": 9, "face_id": 21, "person_id": 3}','null');
INSERT INTO "change" VALUES(288,87,'rejection',32,'{"id": 32, "face_id": 1, "person_id": 3}','null');
INSERT INTO "change" VALUES(289,87,'rejection',33,'{"id": 33, "face_id": 22, "person_id": 3}','null');
INSERT INTO "change" VALUES(290,87,'rejection',36,'{"id": 36, "face_id": 19, "person_id": 3}','null');
INSERT INTO "change" VALUES(291,87,'rejection',37,'{"id": 37, "face_id": 27, "person_id": 3}','null');
INSERT INTO "change" VALUES(292,87,'rejection',42,'{"id": 42, "face_id": 6, "person_id": 3}','null');
INSERT INTO "change" VALUES(293,87,'person_alias',6,'{"id": 6, "person_id": 3, "name": "Bob", "name_key": "bob"}','null');
INSERT INTO "change" VALUES(294,87,'person',3,'{"id": 3, "name": "Cleo", "name_key": "cleo", "cover_face_id": null, "created_at": "2026-01-01T12:08:00", "born": null, "died": null, "favourite": false, "hidden": true, "notes": "Seen in a dream"}','null');
INSERT INTO "change" VALUES(295,88,'face_group',9,'null','{"id": 9, "settled": true, "kept": false}');
INSERT INTO "change" VALUES(296,88,'face',13,'{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": 9, "status": "active"}');
INSERT INTO "change" VALUES(297,88,'face',15,'{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": 9, "status": "active"}');
INSERT INTO "change" VALUES(298,89,'person',2,'{"cover_face_id": 5}','{"cover_face_id": 12}');
INSERT INTO "change" VALUES(299,90,'face',22,'{"person_id": null, "confirmed": false, "group_id": null, "status": "not_a_face"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}');
INSERT INTO "change" VALUES(300,91,'face',13,'{"person_id": null, "confirmed": false, "group_id": 9, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}');
INSERT INTO "change" VALUES(301,91,'face',15,'{"person_id": null, "confirmed": false, "group_id": 9, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}');
INSERT INTO "change" VALUES(302,91,'face_group',9,'{"id": 9, "settled": true, "kept": false}','null');
INSERT INTO "change" VALUES(303,92,'face',8,'{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}');
INSERT INTO "change" VALUES(304,92,'face',10,'{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}');
INSERT INTO "change" VALUES(305,92,'face',14,'{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}');
INSERT INTO "change" VALUES(306,92,'face',16,'{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}');
INSERT INTO "change" VALUES(307,92,'face',20,'{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}');
INSERT INTO "change" VALUES(308,92,'face',28,'{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}');
INSERT INTO "change" VALUES(309,92,'face',29,'{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}');
INSERT INTO "change" VALUES(310,93,'face',9,'{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "not_a_face"}');
INSERT INTO "change" VALUES(311,93,'face',28,'{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "not_a_face"}');
INSERT INTO "change" VALUES(312,94,'face',8,'{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(313,94,'face',20,'{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(314,94,'face',29,'{"person_id": null, "confirmed": false, "group_id": null, "status": "ignored"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(315,95,'face',30,'null','{"id": 30, "photo_id": 6, "left": 0.5, "top": 0.4, "width": 0.19999999999999996, "height": 0.25, "landmarks": null, "score": 0.0, "pixels": 60.0, "sharpness": 0.0, "frontality": 0.0, "quality": 0.0, "passes_gate": false, "status": "active", "person_id": null, "confirmed": false, "group_id": null, "box_source": "drawn"}');
INSERT INTO "change" VALUES(316,95,'person',7,'null','{"id": 7, "name": "Bob", "name_key": "bob", "cover_face_id": null, "created_at": "2026-01-01T13:56:00", "born": null, "died": null, "favourite": false, "hidden": false, "notes": ""}');
INSERT INTO "change" VALUES(317,95,'face',30,'{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": 7, "confirmed": true, "group_id": null, "status": "active"}');
INSERT INTO "change" VALUES(318,96,'embedding',8,'{"dlib-resnet": "V0c3HlnZMiiiZmwwVaDTNmxOgDsgvVI+FmxqP7ebsD4wOTQ8Wh35N4A16TEJ3BMqovZ9ILm2ExXdv+gH+QAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAwAAABAq7wScZ34S"}','null');
INSERT INTO "change" VALUES(319,96,'face',8,'{"left": 0.027777777777777776, "top": 0.4625, "width": 0.16666666666666669, "height": 0.25, "landmarks": "9UmfPc3MDD8/6RM+zcwMPzmO4z1xPRo/BluwPWZmJj+2YAs+ZmYmPw==", "score": 0.999, "pixels": 60.0, "sharpness": 9115.5283203125, "frontality": 0.8750000000000016, "quality": 0.8059076086892601, "passes_gate": true, "box_source": "detected"}','{"left": 0.1, "top": 0.2, "width": 0.20000000000000004, "height": 0.25, "landmarks": null, "score": 0.0, "pixels": 60.0, "sharpness": 0.0, "frontality": 0.0, "quality": 0.0, "passes_gate": false, "box_source": "moved"}');
INSERT INTO "change" VALUES(320,97,'face',20,'{"person_id": null, "confirmed": false, "group_id": null, "status": "active"}','{"person_id": null, "confirmed": false, "group_id": null, "status": "not_a_face"}');
INSERT INTO "change" VALUES(321,98,'photo',15,'{"forgotten": false}','{"forgotten": true}');
INSERT INTO "change" VALUES(322,99,'person',2,'{"born": "2018-01-01", "died": null, "notes": "Seen in a dream"}','{"born": "2018-01-01", "died": null, "notes": "Seen in a dream"}');
INSERT INTO "change" VALUES(323,100,'person_alias',7,'null','{"id": 7, "person_id": 7, "name": "Bobb", "name_key": "bobb"}');
INSERT INTO "change" VALUES(324,101,'person_alias',7,'{"id": 7, "person_id": 7, "name": "Bobb", "name_key": "bobb"}','null');
INSERT INTO "change" VALUES(325,102,'person',2,'{"favourite": false}','{"favourite": true}');
INSERT INTO "change" VALUES(326,103,'person',7,'{"hidden": false}','{"hidden": true}');
INSERT INTO "change" VALUES(327,104,'person',5,'{"hidden": false}','{"hidden": false}');
INSERT INTO "change" VALUES(328,105,'tag',4,'null','{"id": 4, "parent_id": null, "path": "Sea", "path_key": "sea"}');
INSERT INTO "change" VALUES(329,105,'photo_tag',5,'null','{"id": 5, "photo_id": 7, "tag_id": 4}');
INSERT INTO "change" VALUES(330,105,'photo_tag',6,'null','{"id": 6, "photo_id": 13, "tag_id": 4}');
INSERT INTO "change" VALUES(331,106,'photo_tag',5,'{"id": 5, "photo_id": 7, "tag_id": 4}','null');
INSERT INTO "change" VALUES(332,106,'photo_tag',6,'{"id": 6, "photo_id": 13, "tag_id": 4}','null');
INSERT INTO "change" VALUES(333,106,'tag',4,'{"id": 4, "parent_id": null, "path": "Sea", "path_key": "sea"}','null');
INSERT INTO "change" VALUES(334,107,'photo',9,'{"rating": null}','{"rating": 1}');
INSERT INTO "change" VALUES(335,107,'photo',12,'{"rating": null}','{"rating": 1}');
INSERT INTO "change" VALUES(336,108,'saved_search',3,'null','{"id": 3, "name": "Best", "name_key": "best", "words": "Ann"}');
INSERT INTO "change" VALUES(337,109,'saved_search',3,'{"id": 3, "name": "Best", "name_key": "best", "words": "Ann"}','null');
CREATE TABLE decision (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	kind VARCHAR NOT NULL, 
	summary VARCHAR NOT NULL, 
	made_at DATETIME NOT NULL, 
	state VARCHAR(16) NOT NULL
);
INSERT INTO "decision" VALUES(1,'NameGroup','Named 4 faces Ann','2026-01-01 12:02:00.000000','done');
INSERT INTO "decision" VALUES(2,'NameGroup','Named 4 faces Bob','2026-01-01 12:03:00.000000','done');
INSERT INTO "decision" VALUES(3,'NameGroup','Named 3 faces Bob','2026-01-01 12:04:00.000000','dropped');
INSERT INTO "decision" VALUES(4,'NameFaces','Named 1 face Bob','2026-01-01 12:05:00.000000','done');
INSERT INTO "decision" VALUES(5,'ConfirmFaces','Confirmed 1 face of Bob','2026-01-01 12:06:00.000000','done');
INSERT INTO "decision" VALUES(6,'ConfirmGroup','Confirmed 4 faces of Bob','2026-01-01 12:07:00.000000','done');
INSERT INTO "decision" VALUES(7,'NameFaces','Named 2 faces Cleo','2026-01-01 12:08:00.000000','done');
INSERT INTO "decision" VALUES(8,'RejectFaces','Said that 2 faces are not Cleo','2026-01-01 12:09:00.000000','done');
INSERT INTO "decision" VALUES(9,'RejectGroup','Said that a group of 2 faces is not Cleo','2026-01-01 12:10:00.000000','done');
INSERT INTO "decision" VALUES(10,'KeepGroupsApart','Said that two groups are not the same person','2026-01-01 12:11:00.000000','done');
INSERT INTO "decision" VALUES(11,'ConfirmFaces','Confirmed 3 faces of Ann','2026-01-01 12:12:00.000000','done');
INSERT INTO "decision" VALUES(12,'ConfirmGroup','Confirmed 2 faces of Bob','2026-01-01 12:15:00.000000','done');
INSERT INTO "decision" VALUES(13,'SplitPerson','Split 3 faces off Ann','2026-01-01 12:18:00.000000','done');
INSERT INTO "decision" VALUES(14,'RejectFaces','Said that 1 face is not Cleo','2026-01-01 12:19:00.000000','done');
INSERT INTO "decision" VALUES(15,'MoveFaces','Moved 1 face to Cleo, and 1 face that certainly belong too','2026-01-01 12:22:00.000000','done');
INSERT INTO "decision" VALUES(16,'RejectGroup','Said that a group of 1 face is not Ann','2026-01-01 12:23:00.000000','done');
INSERT INTO "decision" VALUES(17,'RemoveFaces','Removed 2 faces from Ann','2026-01-01 12:26:00.000000','done');
INSERT INTO "decision" VALUES(18,'KeepGroupsApart','Said that two groups are not the same person','2026-01-01 12:27:00.000000','done');
INSERT INTO "decision" VALUES(19,'SplitGroup','Split 1 face off a group of 3','2026-01-01 12:28:00.000000','done');
INSERT INTO "decision" VALUES(20,'MergePeople','Merged Bob into Ann','2026-01-01 12:30:00.000000','done');
INSERT INTO "decision" VALUES(21,'UnmergePeople','Took Bob out of Ann again: 9 faces','2026-01-01 12:32:00.000000','done');
INSERT INTO "decision" VALUES(22,'MergeGroups','Merged 2 groups','2026-01-01 12:33:00.000000','done');
INSERT INTO "decision" VALUES(23,'RenamePerson','Renamed Bob to Cleoa','2026-01-01 12:34:00.000000','done');
INSERT INTO "decision" VALUES(24,'SplitGroup','Split 1 face off a group of 3: Ann and Bob','2026-01-01 12:35:00.000000','done');
INSERT INTO "decision" VALUES(25,'DeletePerson','Removed the name Ann from 3 faces','2026-01-01 12:36:00.000000','done');
INSERT INTO "decision" VALUES(26,'ChooseCover','Chose a cover for Cleoa','2026-01-01 12:37:00.000000','done');
INSERT INTO "decision" VALUES(27,'IgnoreFaces','Ignored 1 face','2026-01-01 12:38:00.000000','done');
INSERT INTO "decision" VALUES(28,'SplitPerson','Split 1 face off Bob','2026-01-01 12:39:00.000000','done');
INSERT INTO "decision" VALUES(29,'IgnoreSeenOnce','Ignored 9 faces seen only once','2026-01-01 12:40:00.000000','done');
INSERT INTO "decision" VALUES(30,'SplitPerson','Split 2 faces off Cleo: Ann','2026-01-01 12:42:00.000000','done');
INSERT INTO "decision" VALUES(31,'IgnoreSmaller','Ignored 2 faces smaller than 61 pixels','2026-01-01 12:43:00.000000','done');
INSERT INTO "decision" VALUES(32,'MoveFaces','Moved 4 faces to Cleo','2026-01-01 12:45:00.000000','done');
INSERT INTO "decision" VALUES(33,'MarkNotAFace','Marked 4 pictures as not a face','2026-01-01 12:47:00.000000','done');
INSERT INTO "decision" VALUES(34,'RemoveFaces','Removed 1 face from Cleoa','2026-01-01 12:48:00.000000','done');
INSERT INTO "decision" VALUES(35,'IgnoreOthersInPhotos','Ignored everyone but Cleoa and Cleo and Bob and Ann in 1 photo: 1 face','2026-01-01 12:49:00.000000','done');
INSERT INTO "decision" VALUES(36,'RestoreFaces','Brought back 1 face','2026-01-01 12:50:00.000000','done');
INSERT INTO "decision" VALUES(37,'MergePeople','Merged Ann into Bob','2026-01-01 12:51:00.000000','done');
INSERT INTO "decision" VALUES(38,'DrawFace','Drew a face and named it Bob','2026-01-01 12:52:00.000000','done');
INSERT INTO "decision" VALUES(39,'MoveFaceBox','Moved the box of Bob','2026-01-01 12:53:00.000000','done');
INSERT INTO "decision" VALUES(40,'UnmergePeople','Took Ann out of Bob again: 2 faces','2026-01-01 12:54:00.000000','done');
INSERT INTO "decision" VALUES(41,'DeleteFaceBox','Marked 1 picture as not a face','2026-01-01 12:55:00.000000','done');
INSERT INTO "decision" VALUES(42,'ForgetMissingPhotos','Forgot 1 missing photo','2026-01-01 12:56:00.000000','done');
INSERT INTO "decision" VALUES(43,'DescribePerson','Changed the details of Cleoa','2026-01-01 12:57:00.000000','done');
INSERT INTO "decision" VALUES(44,'AddAlias','Cleoa is also called Bobb','2026-01-01 12:58:00.000000','done');
INSERT INTO "decision" VALUES(45,'RemoveAlias','Cleoa is no longer called Bobb','2026-01-01 13:00:00.000000','done');
INSERT INTO "decision" VALUES(46,'SetFavourite','Made Ann a favourite','2026-01-01 13:01:00.000000','done');
INSERT INTO "decision" VALUES(47,'DeletePerson','Removed the name Bob from 2 faces','2026-01-01 13:02:00.000000','done');
INSERT INTO "decision" VALUES(48,'HidePerson','Hid Cleoa','2026-01-01 13:03:00.000000','done');
INSERT INTO "decision" VALUES(49,'ShowPerson','Showed Cleoa again','2026-01-01 13:04:00.000000','done');
INSERT INTO "decision" VALUES(50,'ChooseCover','Chose a cover for Ann','2026-01-01 13:05:00.000000','dropped');
INSERT INTO "decision" VALUES(51,'TagPhotos','Tagged 3 photos Sea/Beach','2026-01-01 13:06:00.000000','done');
INSERT INTO "decision" VALUES(52,'UntagPhotos','Took the tag Sea/Beach from 3 photos','2026-01-01 13:07:00.000000','done');
INSERT INTO "decision" VALUES(53,'IgnoreFaces','Ignored 4 faces','2026-01-01 13:08:00.000000','done');
INSERT INTO "decision" VALUES(54,'RenameTag','Renamed the tag Sea/Beach to Sea/Sand','2026-01-01 13:09:00.000000','done');
INSERT INTO "decision" VALUES(55,'DeleteTag','Deleted the tag Sea/Sand, which 0 photos had','2026-01-01 13:10:00.000000','done');
INSERT INTO "decision" VALUES(56,'RatePhotos','Gave 5 stars to 1 photo','2026-01-01 13:11:00.000000','done');
INSERT INTO "decision" VALUES(57,'SaveSearch','Saved the search Best','2026-01-01 13:12:00.000000','done');
INSERT INTO "decision" VALUES(58,'IgnoreSeenOnce','Ignored 2 faces seen only once','2026-01-01 13:13:00.000000','done');
INSERT INTO "decision" VALUES(59,'DeleteSavedSearch','Deleted the saved search Best','2026-01-01 13:14:00.000000','done');
INSERT INTO "decision" VALUES(60,'MarkNotAFace','Marked 1 picture as not a face','2026-01-01 13:17:00.000000','done');
INSERT INTO "decision" VALUES(61,'RestoreFaces','Brought back 2 faces','2026-01-01 13:18:00.000000','done');
INSERT INTO "decision" VALUES(62,'DrawFace','Drew a face and named it Cleo','2026-01-01 13:19:00.000000','done');
INSERT INTO "decision" VALUES(63,'MoveFaceBox','Moved the box of Cleoa','2026-01-01 13:20:00.000000','done');
INSERT INTO "decision" VALUES(64,'DeleteFaceBox','Marked 1 picture as not a face','2026-01-01 13:21:00.000000','done');
INSERT INTO "decision" VALUES(65,'DescribePerson','Changed the details of Ann','2026-01-01 13:22:00.000000','done');
INSERT INTO "decision" VALUES(66,'AddAlias','Cleo is also called Cleob','2026-01-01 13:23:00.000000','done');
INSERT INTO "decision" VALUES(67,'RemoveAlias','Cleo is no longer called Cleob','2026-01-01 13:24:00.000000','done');
INSERT INTO "decision" VALUES(68,'SetFavourite','Made Ann a favourite','2026-01-01 13:25:00.000000','done');
INSERT INTO "decision" VALUES(69,'HidePerson','Hid Cleo','2026-01-01 13:26:00.000000','done');
INSERT INTO "decision" VALUES(70,'ShowPerson','Showed Cleoa again','2026-01-01 13:27:00.000000','done');
INSERT INTO "decision" VALUES(71,'TagPhotos','Tagged 1 photo Sea/Beach','2026-01-01 13:28:00.000000','dropped');
INSERT INTO "decision" VALUES(72,'RenameTag','Renamed the tag Sea to Lake','2026-01-01 13:30:00.000000','done');
INSERT INTO "decision" VALUES(73,'DeleteTag','Deleted the tag Lake, which 0 photos had','2026-01-01 13:31:00.000000','done');
INSERT INTO "decision" VALUES(74,'RatePhotos','Gave 5 stars to 1 photo','2026-01-01 13:32:00.000000','done');
INSERT INTO "decision" VALUES(75,'SaveSearch','Saved the search Best','2026-01-01 13:33:00.000000','done');
INSERT INTO "decision" VALUES(76,'DeleteSavedSearch','Deleted the saved search Best','2026-01-01 13:34:00.000000','done');
INSERT INTO "decision" VALUES(77,'NameFaces','Named 3 faces Bob','2026-01-01 13:35:00.000000','done');
INSERT INTO "decision" VALUES(78,'ConfirmFaces','Confirmed 4 faces of Cleo','2026-01-01 13:36:00.000000','done');
INSERT INTO "decision" VALUES(79,'RejectFaces','Said that 2 faces are not Ann','2026-01-01 13:37:00.000000','dropped');
INSERT INTO "decision" VALUES(80,'SplitPerson','Split 2 faces off Cleo','2026-01-01 13:38:00.000000','done');
INSERT INTO "decision" VALUES(81,'IgnoreGroup','Ignored a group of 2 faces','2026-01-01 13:39:00.000000','done');
INSERT INTO "decision" VALUES(82,'SplitPerson','Split 3 faces off Cleoa: Cleo','2026-01-01 13:40:00.000000','done');
INSERT INTO "decision" VALUES(83,'MoveFaces','Moved 1 face to Cleoa','2026-01-01 13:41:00.000000','done');
INSERT INTO "decision" VALUES(84,'MergePeople','Merged Ann and Bob into Cleo','2026-01-01 13:43:00.000000','done');
INSERT INTO "decision" VALUES(85,'UnmergePeople','Took Ann out of Cleo again: 1 face','2026-01-01 13:44:00.000000','done');
INSERT INTO "decision" VALUES(86,'RenamePerson','Renamed Ann to Boba','2026-01-01 13:45:00.000000','done');
INSERT INTO "decision" VALUES(87,'DeletePerson','Removed the name Cleo from 8 faces','2026-01-01 13:46:00.000000','done');
INSERT INTO "decision" VALUES(88,'ApplyRegroup','Grouped the unnamed faces anew: 2 faces moved','2026-01-01 13:47:00.000000','done');
INSERT INTO "decision" VALUES(89,'ChooseCover','Chose a cover for Cleoa','2026-01-01 13:48:00.000000','done');
INSERT INTO "decision" VALUES(90,'IgnoreFaces','Ignored 1 face','2026-01-01 13:49:00.000000','done');
INSERT INTO "decision" VALUES(91,'IgnoreGroup','Ignored a group of 2 faces','2026-01-01 13:50:00.000000','done');
INSERT INTO "decision" VALUES(92,'IgnoreSeenOnce','Ignored 7 faces seen only once','2026-01-01 13:51:00.000000','done');
INSERT INTO "decision" VALUES(93,'MarkNotAFace','Marked 2 pictures as not a face','2026-01-01 13:54:00.000000','done');
INSERT INTO "decision" VALUES(94,'RestoreFaces','Brought back 3 faces','2026-01-01 13:55:00.000000','done');
INSERT INTO "decision" VALUES(95,'DrawFace','Drew a face and named it Bob','2026-01-01 13:56:00.000000','done');
INSERT INTO "decision" VALUES(96,'MoveFaceBox','Moved the box of a face','2026-01-01 13:57:00.000000','done');
INSERT INTO "decision" VALUES(97,'DeleteFaceBox','Marked 1 picture as not a face','2026-01-01 13:58:00.000000','done');
INSERT INTO "decision" VALUES(98,'ForgetMissingPhotos','Forgot 1 missing photo','2026-01-01 13:59:00.000000','done');
INSERT INTO "decision" VALUES(99,'DescribePerson','Changed the details of Cleoa','2026-01-01 14:00:00.000000','done');
INSERT INTO "decision" VALUES(100,'AddAlias','Bob is also called Bobb','2026-01-01 14:01:00.000000','done');
INSERT INTO "decision" VALUES(101,'RemoveAlias','Bob is no longer called Bobb','2026-01-01 14:02:00.000000','done');
INSERT INTO "decision" VALUES(102,'SetFavourite','Made Cleoa a favourite','2026-01-01 14:03:00.000000','done');
INSERT INTO "decision" VALUES(103,'HidePerson','Hid Bob','2026-01-01 14:04:00.000000','done');
INSERT INTO "decision" VALUES(104,'ShowPerson','Showed Boba again','2026-01-01 14:05:00.000000','done');
INSERT INTO "decision" VALUES(105,'TagPhotos','Tagged 2 photos Sea','2026-01-01 14:06:00.000000','done');
INSERT INTO "decision" VALUES(106,'DeleteTag','Deleted the tag Sea, which 2 photos had','2026-01-01 14:09:00.000000','undone');
INSERT INTO "decision" VALUES(107,'RatePhotos','Gave 1 star to 2 photos','2026-01-01 14:10:00.000000','dropped');
INSERT INTO "decision" VALUES(108,'SaveSearch','Saved the search Best','2026-01-01 14:11:00.000000','undone');
INSERT INTO "decision" VALUES(109,'DeleteSavedSearch','Deleted the saved search Best','2026-01-01 14:12:00.000000','undone');
CREATE TABLE embedding (
	model VARCHAR NOT NULL, 
	face_id INTEGER NOT NULL, 
	vector BLOB NOT NULL, 
	CONSTRAINT pk_embedding PRIMARY KEY (model, face_id), 
	CONSTRAINT fk_embedding_face_id FOREIGN KEY(face_id) REFERENCES face (id) ON DELETE CASCADE
)
 WITHOUT ROWID

;
INSERT INTO "embedding" VALUES('dlib-resnet',1,X'33CE693FB2874B3E10FD6F3B90A6BF36154F4F30C3DF172855B5161E5B924A124868B8040200000000000000000000000000000000000000000000004B0100002723160800893815E49C9920D6342D2AE04404322ED10838E5B13F3C09E7B53E');
INSERT INTO "embedding" VALUES('dlib-resnet',2,X'519BCB3B9760853E02B26C3FBF3D8E3E7B91E73BCC527F3706A93E315ED94029F31B841F5F2BF513C7129A06200000000000000000000000000000000000000000000000120000007F2A3806D8439C132299331F37CC0B296B651331FF805237');
INSERT INTO "embedding" VALUES('dlib-resnet',3,X'FE6F6B3FAD45A63E780E1F3CCA18CE37DCDCB43100FDD6299E132D20E3BBBC14D8628B078B000000000000000000000000000000000000000000000005000000EF694905FDD6C81248A2871EFE247828D2BB9930660201379DA4923B39C8613E');
INSERT INTO "embedding" VALUES('dlib-resnet',5,X'45A0923BC8C4613ECD6F6B3FF047A63EED121F3C8921CE3725E7B431530CD72974222D20C9CEBC14CF728B078C0000000000000000000000000000000000000000000000050000008B5249058EC2C8126F96871EE6127828D4B29930B6FC0037');
INSERT INTO "embedding" VALUES('dlib-resnet',6,X'2174C21FD30B8529969B7631E1C99A37DA99033CCF8D973E99686C3FB9C1793EAEB3B23B43312D37835CE3300B25CA283871F31EDC8E4613645DDB050A00000000000000000000000000000000000000000000003A000000B00901071B7B4014');
INSERT INTO "embedding" VALUES('dlib-resnet',7,X'000000008B000000D8628B07E3BBBC149E132D2000FDD629DCDCB431CA18CE37780E1F3CAD45A63EFE6F6B3F39C8613E9DA4923B66020137D2BB9930FE24782848A2871EFDD6C812EF6949050500000000000000000000000000000000000000');
INSERT INTO "embedding" VALUES('dlib-resnet',9,X'00000000070000005768A905425A1E13EE7EC81E40EDAB2832B2C73081171D377263A73BF497713E84286C3FD9579C3EBF320C3CBD4AAA37C0168C316E199C29269BEB1F34D7701493BC26074E00000000000000000000000000000000000000');
INSERT INTO "embedding" VALUES('dlib-resnet',10,X'D8628B07E3BBBC149E132D2000FDD629DCDCB431CA18CE37780E1F3CAD45A63EFE6F6B3F39C8613E9DA4923B66020137D2BB9930FE24782848A2871EFDD6C812EF6949050500000000000000000000000000000000000000000000008B000000');
INSERT INTO "embedding" VALUES('dlib-resnet',11,X'519BCB3B9760853E02B26C3FBF3D8E3E7B91E73BCC527F3706A93E315ED94029F31B841F5F2BF513C7129A06200000000000000000000000000000000000000000000000120000007F2A3806D8439C132299331F37CC0B296B651331FF805237');
INSERT INTO "embedding" VALUES('dlib-resnet',12,X'8035E9315A1DF9373039343CB79BB03E166C6A3F20BD523E6C4E803B55A0D336A2666C3059D932285747371E9C677E12102AEF04030000000000000000000000000000000000000000000000F9000000DDBFE807B9B61315A2F67D2009DC132A');
INSERT INTO "embedding" VALUES('dlib-resnet',13,X'969B7631E1C99A37DA99033CCF8D973E99686C3FB9C1793EAEB3B23B43312D37835CE3300B25CA283871F31EDC8E4613645DDB050A00000000000000000000000000000000000000000000003A000000B00901071B7B40142174C21FD30B8529');
INSERT INTO "embedding" VALUES('dlib-resnet',14,X'33CE693FB2874B3E10FD6F3B90A6BF36154F4F30C3DF172855B5161E5B924A124868B8040200000000000000000000000000000000000000000000004B0100002723160800893815E49C9920D6342D2AE04404322ED10838E5B13F3C09E7B53E');
INSERT INTO "embedding" VALUES('dlib-resnet',15,X'6B651331FF805237519BCB3B9760853E02B26C3FBF3D8E3E7B91E73BCC527F3706A93E315ED94029F31B841F5F2BF513C7129A06200000000000000000000000000000000000000000000000120000007F2A3806D8439C132299331F37CC0B29');
INSERT INTO "embedding" VALUES('dlib-resnet',16,X'5E26893BE1215A3EF7F66A3FA969AB3E3762293C0EB8E2371886CD31B95CFC29FEDD51201B67EC14DB59B407BA000000000000000000000000000000000000000000000003000000490A1B05DCB29F12E2D05E1E0B8C522883BE8630CB9BE936');
INSERT INTO "embedding" VALUES('dlib-resnet',17,X'3762293CA969AB3EF7F66A3FE1215A3E5E26893BCB9BE93683BE86300B8C5228E2D05E1EDCB29F12490A1B05030000000000000000000000000000000000000000000000BA000000DB59B4071B67EC14FEDD5120B95CFC291886CD310EB8E237');
INSERT INTO "embedding" VALUES('dlib-resnet',18,X'99686C3FCF8D973EDA99033CE1C99A37969B7631D30B85292174C21F1B7B4014B00901073A00000000000000000000000000000000000000000000000A000000645DDB05DC8E46133871F31E0B25CA28835CE33043312D37AEB3B23BB9C1793E');
INSERT INTO "embedding" VALUES('dlib-resnet',19,X'7EFE583169A78C37A3FCF63BE8DD923E5B966C3F060F813ED6B8BE3BA1E23E37EF630131019AED28C2BF131F63E57813E4FB0D060E00000000000000000000000000000000000000000000002B0000002AAAC706ECC81914BE70A01FEFB96229');
INSERT INTO "embedding" VALUES('dlib-resnet',20,X'7A931C3FE315493FD5E6AE3D8B0F4E3A7E6B2435A9B4312E2A14822520F9001B7E36AD0ED88C9D000000000000000000000000000000000000000000000000007B3D0200B1FC010CBCA29F1883C684233B96952C3846E43370ED6B396624253D');
INSERT INTO "embedding" VALUES('dlib-resnet',21,X'DDBFE807B9B61315A2F67D2009DC132A8035E9315A1DF9373039343CB79BB03E166C6A3F20BD523E6C4E803B55A0D336A2666C3059D932285747371E9C677E12102AEF04030000000000000000000000000000000000000000000000F9000000');
INSERT INTO "embedding" VALUES('dlib-resnet',22,X'B5AEE4396B48773D0919353FAAA5333F4363713D2FABDB393C6387343D0D622DAC9E7F2450C4C31907154B0DC0D51100000000000000000000000000000000000000000000000000B4721400191F650D0658D919F2A18B247005732D823A8F34');
INSERT INTO "embedding" VALUES('dlib-resnet',23,X'00000000000000000000000020000000C6129A065D2BF513F21B841F5DD9402905A93E31CA527F377991E73BBE3D8E3E00B26C3F9660853E4F9BCB3BFE8052376965133136CC0B292199331FD7439C137D2A3806120000000000000000000000');
INSERT INTO "embedding" VALUES('dlib-resnet',24,X'33CE693FB2874B3E10FD6F3B90A6BF36154F4F30C3DF172855B5161E5B924A124868B8040200000000000000000000000000000000000000000000004B0100002723160800893815E49C9920D6342D2AE04404322ED10838E5B13F3C09E7B53E');
INSERT INTO "embedding" VALUES('dlib-resnet',25,X'C1DE591F21382429D7A927312EDE6737A52BD93B37C2893E1BBB6C3F37C2893EA52BD93B2EDE6737D7A9273121382429C1DE591F2BC3C31338426E061900000000000000000000000000000000000000000000001900000038426E062BC3C313');
INSERT INTO "embedding" VALUES('dlib-resnet',26,X'1BBB6C3F37C2893EA52BD93B2EDE6737D7A9273121382429C1DE591F2BC3C31338426E061900000000000000000000000000000000000000000000001900000038426E062BC3C313C1DE591F21382429D7A927312EDE6737A52BD93B37C2893E');
INSERT INTO "embedding" VALUES('dlib-resnet',27,X'DD6F6B3F2B47A63E6A111F3C921ECE37A8E3B4312107D7296B1D2D2060C8BC14656D8B078C000000000000000000000000000000000000000000000005000000795A49057CC9C812739A871E08197828DFB59930A4FE0037BDA1923BF2C5613E');
INSERT INTO "embedding" VALUES('dlib-resnet',28,X'9DA4923B39C8613EFE6F6B3FAD45A63E780E1F3CCA18CE37DCDCB43100FDD6299E132D20E3BBBC14D8628B078B000000000000000000000000000000000000000000000005000000EF694905FDD6C81248A2871EFE247828D2BB993066020137');
INSERT INTO "embedding" VALUES('dlib-resnet',29,X'2FEF0E20015AB729724A9F311E73BB372B65153C4B47A13E32D56B3F2E8E693EB1A69C3BDA510E37C323AF302FF89128E7C9A41E0CFDFB12437C82050600000000000000000000000000000000000000000000006900000038E0570726EE9614');
CREATE TABLE face (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	photo_id INTEGER NOT NULL, 
	"left" DOUBLE NOT NULL, 
	top DOUBLE NOT NULL, 
	width DOUBLE NOT NULL, 
	height DOUBLE NOT NULL, 
	landmarks BLOB, 
	score DOUBLE NOT NULL, 
	pixels DOUBLE NOT NULL, 
	sharpness DOUBLE NOT NULL, 
	frontality DOUBLE NOT NULL, 
	quality DOUBLE NOT NULL, 
	passes_gate BOOLEAN NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	person_id INTEGER, 
	confirmed BOOLEAN DEFAULT 0 NOT NULL, 
	group_id INTEGER, box_source VARCHAR(16) DEFAULT 'detected' NOT NULL, 
	CONSTRAINT ck_face_confirmed_is_named CHECK (NOT (confirmed AND person_id IS NULL)), 
	CONSTRAINT ck_face_person_or_group CHECK (NOT (person_id IS NOT NULL AND group_id IS NOT NULL)), 
	CONSTRAINT fk_face_group_id FOREIGN KEY(group_id) REFERENCES face_group (id), 
	CONSTRAINT fk_face_person_id FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT fk_face_photo_id FOREIGN KEY(photo_id) REFERENCES photo (id) ON DELETE CASCADE
);
INSERT INTO "face" VALUES(1,1,2.77777777777777762358e-02,8.33333333333333287074e-02,1.6666666666666668517e-01,0.25,X'F5499F3DEFEE2E3E3FE9133EEFEE2E3E398EE33D7EB1643E065BB03DABAA8A3EB6600B3EABAA8A3E',0.999,60.0,2.88103784179687499996e+03,8.75000000000000111022e-01,8.05907608689259702394e-01,1,'ignored',NULL,0,NULL,'detected');
INSERT INTO "face" VALUES(2,1,2.22222222222222209886e-01,0.1375,1.6666666666666668517e-01,0.25,X'B6608B3E6666663ED882AD3E6666663EC7719C3E7B148E3EFAA48F3E6666A63E943EA93E6666A63E',0.999,60.0,6850.00830078125,8.74999999999999444888e-01,8.05907608689259591372e-01,1,'not_a_face',NULL,0,NULL,'detected');
INSERT INTO "face" VALUES(3,2,2.77777777777777762358e-02,0.1125,1.6666666666666668517e-01,0.25,X'F5499F3DCDCC4C3E3FE9133ECDCC4C3E398EE33DAE47813E065BB03D9A99993EB6600B3E9A99993E',0.999,60.0,2.98889721679687499992e+03,8.75000000000000111022e-01,8.05907608689259702394e-01,1,'ignored',NULL,0,NULL,'detected');
INSERT INTO "face" VALUES(5,4,0.3,0.4,0.2,0.25,NULL,0.0,60.0,2221.71923828125,0.854700854700855,0.0,0,'active',2,1,NULL,'moved');
INSERT INTO "face" VALUES(6,4,2.77777777777777762358e-02,4.04166666666666674068e-01,1.6666666666666668517e-01,0.25,X'F5499F3DBCBBFB3E3FE9133EBCBBFB3E398EE33D824E0B3F065BB03D7777173FB6600B3E7777173F',0.999,60.0,9321.6220703125,8.74999999999999666933e-01,8.05907608689259369327e-01,1,'active',5,1,NULL,'detected');
INSERT INTO "face" VALUES(7,5,2.77777777777777762358e-02,4.33333333333333348136e-01,1.6666666666666668517e-01,0.25,X'F5499F3D5555053F3FE9133E5555053F398EE33DF9C5123F065BB03DEFEE1E3FB6600B3EEFEE1E3F',0.999,60.0,7541.6171875,8.74999999999999111821e-01,8.05907608689259369327e-01,1,'ignored',NULL,0,NULL,'detected');
INSERT INTO "face" VALUES(8,6,0.1,0.2,2.00000000000000038857e-01,0.25,NULL,0.0,60.0,0.0,0.0,0.0,0,'active',NULL,0,NULL,'moved');
INSERT INTO "face" VALUES(9,7,2.77777777777777762358e-02,4.91666666666666640761e-01,1.6666666666666668517e-01,2.50000000000000055511e-01,X'F5499F3D4444143F3FE9133E4444143F398EE33DE8B4213F065BB03DDEDD2D3FB6600B3EDEDD2D3F',0.999,6.00000000000000071036e+01,7636.6767578125,8.75000000000001554312e-01,8.05907608689260146483e-01,1,'not_a_face',NULL,0,NULL,'detected');
INSERT INTO "face" VALUES(10,7,2.22222222222222209886e-01,5.45833333333333281522e-01,1.6666666666666668517e-01,0.25,X'B6608B3E2222223FD882AD3E2222223FC7719C3EC6922F3FFAA48F3EBCBB3B3F943EA93EBCBB3B3F',0.999,60.0,6763.1416015625,8.7499999999999855671e-01,8.05907608689259258305e-01,1,'ignored',NULL,0,NULL,'detected');
INSERT INTO "face" VALUES(11,8,2.77777777777777762358e-02,1.41666666666666662965e-01,1.6666666666666668517e-01,0.25,X'F5499F3DABAA6A3E3FE9133EABAA6A3E398EE33D9D36903E065BB03D8988A83EB6600B3E8988A83E',0.999,60.0,6850.00830078125,8.75000000000000666133e-01,8.05907608689259813417e-01,1,'ignored',NULL,0,NULL,'detected');
INSERT INTO "face" VALUES(12,8,2.22222222222222209886e-01,1.95833333333333331482e-01,1.6666666666666668517e-01,0.25,X'B6608B3E1111913ED882AD3E1111913EC7719C3E59F2AB3EFAA48F3E4444C43E943EA93E4444C43E',0.999,5.99999999999999928963e+01,11980.193359375,8.7499999999999855671e-01,8.05907608689259258305e-01,1,'active',2,1,NULL,'detected');
INSERT INTO "face" VALUES(13,9,2.77777777777777762358e-02,1.70833333333333337034e-01,1.6666666666666668517e-01,0.25,X'F5499F3D4444843E3FE9133E4444843E398EE33D8C259F3E065BB03D7777B73EB6600B3E7777B73E',0.999,60.0,12134.4375,8.75000000000000777156e-01,8.05907608689259813417e-01,1,'ignored',NULL,0,NULL,'detected');
INSERT INTO "face" VALUES(14,10,2.77777777777777762358e-02,0.2,1.6666666666666668517e-01,0.25,X'F5499F3D3333933E3FE9133E3333933E398EE33D7B14AE3E065BB03D6666C63EB6600B3E6666C63E',0.999,60.0,2.88103784179687499996e+03,8.75000000000000666133e-01,8.05907608689259813417e-01,1,'ignored',NULL,0,NULL,'detected');
INSERT INTO "face" VALUES(15,10,2.22222222222222209886e-01,2.54166666666666651863e-01,1.6666666666666668517e-01,0.25,X'B6608B3EEFEEAE3ED882AD3EEFEEAE3EC7719C3E37D0C93EFAA48F3E2222E23E943EA93E2222E23E',0.999,60.0,12210.4736328125,8.7499999999999855671e-01,8.05907608689259258305e-01,1,'ignored',NULL,0,NULL,'detected');
INSERT INTO "face" VALUES(16,11,2.77777777777777762358e-02,2.29166666666666657414e-01,1.6666666666666668517e-01,0.25,X'F5499F3D2222A23E3FE9133E2222A23E398EE33D6A03BD3E065BB03D5555D53EB6600B3E5555D53E',0.999,5.99999999999999928963e+01,6850.00830078125,8.75000000000000222044e-01,8.05907608689259591372e-01,1,'ignored',NULL,0,NULL,'detected');
INSERT INTO "face" VALUES(17,12,2.22222222222222209886e-01,0.3125,1.6666666666666668517e-01,0.25,X'B6608B3ECDCCCC3ED882AD3ECDCCCC3EC7719C3E14AEE73EFAA48F3E0000003F943EA93E0000003F',0.999,60.0,6619.46142578125,8.74999999999999444888e-01,8.05907608689259591372e-01,1,'not_a_face',NULL,0,NULL,'detected');
INSERT INTO "face" VALUES(18,12,2.77777777777777762358e-02,2.58333333333333359238e-01,1.6666666666666668517e-01,2.49999999999999944488e-01,X'F5499F3D1111B13E3FE9133E1111B13E398EE33D59F2CB3E065BB03D4444E43EB6600B3E4444E43E',0.999,5.99999999999999857882e+01,2912.59326171875,8.74999999999999666933e-01,8.05907608689259591372e-01,1,'ignored',NULL,0,NULL,'detected');
INSERT INTO "face" VALUES(19,13,2.77777777777777762358e-02,0.2875,1.6666666666666668517e-01,0.25,X'F5499F3D0000C03E3FE9133E0000C03E398EE33D48E1DA3E065BB03D3333F33EB6600B3E3333F33E',0.999,60.0,12289.669921875,8.74999999999999666933e-01,8.05907608689259369327e-01,1,'ignored',NULL,0,NULL,'detected');
INSERT INTO "face" VALUES(20,13,2.22222222222222209886e-01,3.41666666666666674068e-01,1.6666666666666668517e-01,0.25,X'B6608B3EBCBBDB3ED882AD3EBCBBDB3EC7719C3E039DF63EFAA48F3E7777073F943EA93E7777073F',0.999,60.0,3806.185546875,8.74999999999999444888e-01,8.05907608689259591372e-01,1,'not_a_face',NULL,0,NULL,'detected');
INSERT INTO "face" VALUES(21,14,2.77777777777777762358e-02,3.16666666666666651863e-01,1.6666666666666668517e-01,0.25,X'F5499F3DEFEECE3E3FE9133EEFEECE3E398EE33D37D0E93E065BB03D1111013FB6600B3E1111013F',0.999,60.0,6763.13916015625,8.74999999999999666933e-01,8.05907608689259369327e-01,1,'ignored',NULL,0,NULL,'detected');
INSERT INTO "face" VALUES(22,15,2.77777777777777762358e-02,3.45833333333333325931e-01,1.6666666666666668517e-01,0.25,X'F5499F3DDEDDDD3E3FE9133EDEDDDD3E398EE33D26BFF83E065BB03D8988083FB6600B3E8988083F',0.999,60.0,7936.30322265625,8.74999999999999666933e-01,8.05907608689259369327e-01,1,'ignored',NULL,0,NULL,'detected');
INSERT INTO "face" VALUES(23,15,2.22222222222222209886e-01,0.4,1.6666666666666668517e-01,0.25,X'B6608B3E9A99F93ED882AD3E9A99F93EC7719C3E713D0A3FFAA48F3E6666163F943EA93E6666163F',0.999,60.0,8569.45703125,0.875,8.05907608689259702394e-01,1,'not_a_face',NULL,0,NULL,'detected');
INSERT INTO "face" VALUES(24,3,2.22222222222222209886e-01,3.04166666666666640761e-01,1.6666666666666668517e-01,2.50000000000000055511e-01,X'B6608B3E8988C83ED882AD3E8988C83EC7719C3ED069E33EFAA48F3EBCBBFB3E943EA93EBCBBFB3E',0.999,6.00000000000000071036e+01,2.88103784179687499996e+03,8.74999999999999444888e-01,8.05907608689259591372e-01,1,'ignored',NULL,0,NULL,'detected');
INSERT INTO "face" VALUES(25,3,2.77777777777777762358e-02,0.25,1.6666666666666668517e-01,0.25,X'F5499F3DCDCCAC3E3FE9133ECDCCAC3E398EE33D14AEC73E065BB03D0000E03EB6600B3E0000E03E',0.999,60.0,9252.666015625,8.75000000000000666133e-01,8.05907608689259813417e-01,1,'not_a_face',NULL,0,NULL,'detected');
INSERT INTO "face" VALUES(26,2,0.5,0.4,1.99999999999999955591e-01,0.25,NULL,0.0,60.0,0.0,0.854700854700854,0.0,0,'ignored',NULL,0,NULL,'drawn');
INSERT INTO "face" VALUES(27,2,0.1,0.2,2.00000000000000038857e-01,0.25,NULL,0.0,60.0,9.51854797363281250003e+02,8.54700854700853440704e-01,0.0,0,'ignored',NULL,0,NULL,'drawn');
INSERT INTO "face" VALUES(28,4,2.22222222222222209886e-01,3.33333333333333314829e-01,1.6666666666666668517e-01,2.50000000000000055511e-01,X'B6608B3E7777D73ED882AD3E7777D73EC7719C3EBF58F23EFAA48F3E5555053F943EA93E5555053F',0.999,6.00000000000000071036e+01,6966.76123046875,0.874999999999999,8.05907608689259369327e-01,1,'not_a_face',NULL,0,NULL,'detected');
INSERT INTO "face" VALUES(29,4,2.77777777777777762358e-02,2.79166666666666674068e-01,1.6666666666666668517e-01,0.25,X'F5499F3DBCBBBB3E3FE9133EBCBBBB3E398EE33D039DD63E065BB03DEFEEEE3EB6600B3EEFEEEE3E',0.999,60.0,9321.6220703125,8.75000000000000666133e-01,8.05907608689259813417e-01,1,'active',NULL,0,NULL,'detected');
INSERT INTO "face" VALUES(30,6,0.5,0.4,1.99999999999999955591e-01,0.25,NULL,0.0,60.0,0.0,0.0,0.0,0,'active',7,1,NULL,'drawn');
CREATE TABLE face_group (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	settled BOOLEAN NOT NULL, 
	kept BOOLEAN DEFAULT 0 NOT NULL
);
CREATE TABLE library_folder (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	path VARCHAR NOT NULL, 
	added_at DATETIME NOT NULL, 
	CONSTRAINT uq_library_folder_path UNIQUE (path)
);
INSERT INTO "library_folder" VALUES(1,'/Photos','2026-01-01 12:01:00.000000');
CREATE TABLE person (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name VARCHAR NOT NULL, 
	name_key VARCHAR NOT NULL, 
	cover_face_id INTEGER, 
	created_at DATETIME NOT NULL, 
	born DATE, 
	died DATE, 
	favourite BOOLEAN DEFAULT 0 NOT NULL, 
	hidden BOOLEAN DEFAULT 0 NOT NULL, 
	notes VARCHAR DEFAULT ('') NOT NULL, 
	CONSTRAINT uq_person_name_key UNIQUE (name_key)
);
INSERT INTO "person" VALUES(2,'Cleoa','cleoa',12,'2026-01-01 12:03:00.000000','2018-01-01',NULL,1,0,'Seen in a dream');
INSERT INTO "person" VALUES(5,'Boba','boba',NULL,'2026-01-01 12:42:00.000000','2020-01-01',NULL,1,0,'Seen in a dream');
INSERT INTO "person" VALUES(7,'Bob','bob',NULL,'2026-01-01 13:56:00.000000',NULL,NULL,0,1,'');
CREATE TABLE person_alias (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	person_id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	name_key VARCHAR NOT NULL, 
	CONSTRAINT fk_person_alias_person_id FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT uq_person_alias_name_key UNIQUE (name_key)
);
CREATE TABLE photo (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	content_hash VARCHAR NOT NULL, 
	width INTEGER NOT NULL, 
	height INTEGER NOT NULL, 
	taken_at DATETIME NOT NULL, 
	dated_by_exif BOOLEAN NOT NULL, 
	camera VARCHAR, 
	latitude DOUBLE, 
	longitude DOUBLE, 
	format VARCHAR NOT NULL, 
	detector VARCHAR NOT NULL, 
	missing BOOLEAN DEFAULT 0 NOT NULL, 
	forgotten BOOLEAN DEFAULT 0 NOT NULL, 
	rating INTEGER, 
	CONSTRAINT ck_photo_stars CHECK (rating BETWEEN 1 AND 5), 
	CONSTRAINT uq_photo_content_hash UNIQUE (content_hash)
);
INSERT INTO "photo" VALUES(1,'09de4f0120e10a1f5919e29561e5b49a4290e2b1',360,240,'2019-01-01 00:00:00.000000',1,NULL,NULL,NULL,'PNG','fake-detector',0,0,NULL);
INSERT INTO "photo" VALUES(2,'7aef5e14fa328df120e724edd128fcc8e9d1ca36',360,240,'2019-01-02 00:00:00.000000',1,NULL,NULL,NULL,'PNG','fake-detector',0,0,5);
INSERT INTO "photo" VALUES(3,'5867114c55c8fd026b4f57f2c897996629408290',360,240,'2026-11-29 17:04:43.048209',0,NULL,NULL,NULL,'PNG','fake-detector',0,0,NULL);
INSERT INTO "photo" VALUES(4,'432fed4678f73453fefb2d5b37663a3511df0bba',360,240,'2026-11-29 17:04:52.460989',0,NULL,NULL,NULL,'PNG','fake-detector',0,0,NULL);
INSERT INTO "photo" VALUES(5,'830e1cc69c6cb52e6b7253d0daaa561fc8074807',360,240,'2019-01-13 00:00:00.000000',1,NULL,NULL,NULL,'PNG','fake-detector',0,0,NULL);
INSERT INTO "photo" VALUES(6,'9a7490b2ea67225bb8e253dd006b941f956a7888',360,240,'2019-01-14 00:00:00.000000',1,NULL,NULL,NULL,'PNG','fake-detector',0,0,NULL);
INSERT INTO "photo" VALUES(7,'bf6e7f65166dd25978d72e885cc292d2d8b191ac',360,240,'2019-01-15 00:00:00.000000',1,NULL,NULL,NULL,'PNG','fake-detector',0,0,NULL);
INSERT INTO "photo" VALUES(8,'237307bb4483d0f784450e65552a900a4725715d',360,240,'2019-01-03 00:00:00.000000',1,NULL,NULL,NULL,'PNG','fake-detector',0,0,NULL);
INSERT INTO "photo" VALUES(9,'2c3f7c40004e7e7c133bed83b5903bfd91c28d35',360,240,'2019-01-04 00:00:00.000000',1,NULL,NULL,NULL,'PNG','fake-detector',0,0,NULL);
INSERT INTO "photo" VALUES(10,'3106f11b8a86516044faf26af6697aa6360603c8',360,240,'2019-01-05 00:00:00.000000',1,NULL,NULL,NULL,'PNG','fake-detector',0,0,NULL);
INSERT INTO "photo" VALUES(11,'9694445568c46871a9c709ee60aa7f5011464706',360,240,'2019-01-06 00:00:00.000000',1,NULL,NULL,NULL,'PNG','fake-detector',0,0,NULL);
INSERT INTO "photo" VALUES(12,'a305895c1140934d0804df475de44b27bffbeac6',360,240,'2019-01-07 00:00:00.000000',1,NULL,NULL,NULL,'PNG','fake-detector',0,0,NULL);
INSERT INTO "photo" VALUES(13,'f817e20cb6111666ff35ae980260538635b05ee0',360,240,'2019-01-08 00:00:00.000000',1,NULL,NULL,NULL,'PNG','fake-detector',0,0,5);
INSERT INTO "photo" VALUES(14,'f347c7ded30f944184a9a12e3b10054f0365fb4d',360,240,'2019-01-09 00:00:00.000000',1,NULL,NULL,NULL,'PNG','fake-detector',1,1,NULL);
INSERT INTO "photo" VALUES(15,'0400510880184ffd4fc6a191833eef1a3d03d91e',360,240,'2019-01-10 00:00:00.000000',1,NULL,NULL,NULL,'PNG','fake-detector',1,1,NULL);
CREATE TABLE photo_file (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	folder_id INTEGER NOT NULL, 
	relative_path VARCHAR NOT NULL, 
	size INTEGER NOT NULL, 
	modified_ns INTEGER NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	photo_id INTEGER, 
	failure VARCHAR, 
	deaths INTEGER DEFAULT 0 NOT NULL, 
	present BOOLEAN DEFAULT 1 NOT NULL, 
	CONSTRAINT fk_photo_file_folder_id FOREIGN KEY(folder_id) REFERENCES library_folder (id) ON DELETE CASCADE, 
	CONSTRAINT fk_photo_file_photo_id FOREIGN KEY(photo_id) REFERENCES photo (id), 
	CONSTRAINT uq_photo_file_folder_id_relative_path UNIQUE (folder_id, relative_path)
);
INSERT INTO "photo_file" VALUES(1,1,'0.png',1169,1795971873567606566,'scanned',1,NULL,0,1);
INSERT INTO "photo_file" VALUES(2,1,'1.png',1008,1795971873581820217,'scanned',2,NULL,0,1);
INSERT INTO "photo_file" VALUES(3,1,'10.png',1055,1795971883048209159,'scanned',3,NULL,0,1);
INSERT INTO "photo_file" VALUES(4,1,'11.png',1055,1795971892460989108,'scanned',4,NULL,0,1);
INSERT INTO "photo_file" VALUES(5,1,'12.png',1005,1795971873693934773,'scanned',5,NULL,0,1);
INSERT INTO "photo_file" VALUES(6,1,'13.png',1008,1795971873696011898,'scanned',6,NULL,0,1);
INSERT INTO "photo_file" VALUES(7,1,'14.png',1164,1795971873702276735,'scanned',7,NULL,0,1);
INSERT INTO "photo_file" VALUES(8,1,'2.png',1168,1795971873584752920,'scanned',8,NULL,0,1);
INSERT INTO "photo_file" VALUES(9,1,'3.png',1004,1795971873606406951,'scanned',9,NULL,0,1);
INSERT INTO "photo_file" VALUES(10,1,'4.png',1161,1795971873608821687,'scanned',10,NULL,0,1);
INSERT INTO "photo_file" VALUES(11,1,'5.png',1010,1795971873619072422,'scanned',11,NULL,0,1);
INSERT INTO "photo_file" VALUES(12,1,'6.png',1158,1795971873621258635,'scanned',12,NULL,0,1);
INSERT INTO "photo_file" VALUES(13,1,'7.png',1156,1795971873640326394,'scanned',13,NULL,0,1);
INSERT INTO "photo_file" VALUES(14,1,'8.png',1005,1795971873654417784,'scanned',14,NULL,0,0);
INSERT INTO "photo_file" VALUES(15,1,'9.png',1160,1795971873656785453,'scanned',15,NULL,0,0);
CREATE TABLE photo_tag (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	photo_id INTEGER NOT NULL, 
	tag_id INTEGER NOT NULL, 
	CONSTRAINT fk_photo_tag_photo_id FOREIGN KEY(photo_id) REFERENCES photo (id) ON DELETE CASCADE, 
	CONSTRAINT fk_photo_tag_tag_id FOREIGN KEY(tag_id) REFERENCES tag (id), 
	CONSTRAINT uq_photo_tag_photo_id_tag_id UNIQUE (photo_id, tag_id)
);
INSERT INTO "photo_tag" VALUES(5,7,4);
INSERT INTO "photo_tag" VALUES(6,13,4);
CREATE TABLE rejection (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	face_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT fk_rejection_face_id FOREIGN KEY(face_id) REFERENCES face (id) ON DELETE CASCADE, 
	CONSTRAINT fk_rejection_person_id FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT uq_rejection_face_id_person_id UNIQUE (face_id, person_id)
);
INSERT INTO "rejection" VALUES(19,11,2);
INSERT INTO "rejection" VALUES(20,14,2);
INSERT INTO "rejection" VALUES(21,17,2);
INSERT INTO "rejection" VALUES(26,2,2);
INSERT INTO "rejection" VALUES(28,13,2);
INSERT INTO "rejection" VALUES(29,19,2);
INSERT INTO "rejection" VALUES(38,9,2);
INSERT INTO "rejection" VALUES(39,15,2);
INSERT INTO "rejection" VALUES(40,16,2);
CREATE TABLE saved_search (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name VARCHAR NOT NULL, 
	name_key VARCHAR NOT NULL, 
	words VARCHAR NOT NULL, 
	CONSTRAINT uq_saved_search_name_key UNIQUE (name_key)
);
CREATE TABLE setting (
	name VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	CONSTRAINT pk_setting PRIMARY KEY (name)
);
INSERT INTO "setting" VALUES('grouped_whole','{"model": "dlib-resnet", "faces": 11, "confirmed": 9, "people": 3, "limit": 0.33, "grouped": 11}');
INSERT INTO "setting" VALUES('grouped_state','["dlib-resnet", "average-linkage", 29, 28, 1, 76, 73]');
INSERT INTO "setting" VALUES('grouped_up_to_face','30');
INSERT INTO "setting" VALUES('grouped_by_model','dlib-resnet');
CREATE TABLE tag (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	parent_id INTEGER, 
	path VARCHAR NOT NULL, 
	path_key VARCHAR NOT NULL, 
	CONSTRAINT fk_tag_parent_id FOREIGN KEY(parent_id) REFERENCES tag (id), 
	CONSTRAINT uq_tag_path_key UNIQUE (path_key)
);
INSERT INTO "tag" VALUES(4,NULL,'Sea','sea');
CREATE INDEX ix_decision_state ON decision (state, id);
CREATE INDEX ix_photo_shown ON photo (forgotten, missing, taken_at, id);
CREATE INDEX ix_tag_parent_id ON tag (parent_id);
CREATE INDEX ix_change_decision_id ON change (decision_id, id);
CREATE INDEX ix_change_row ON change (table_name, row_id);
CREATE INDEX ix_face_photo_id ON face (photo_id);
CREATE INDEX ix_person_alias_person_id ON person_alias (person_id);
CREATE INDEX ix_photo_file_photo_id ON photo_file (photo_id);
CREATE INDEX ix_photo_file_state ON photo_file (state, folder_id);
CREATE INDEX ix_photo_tag_tag_id ON photo_tag (tag_id);
CREATE INDEX ix_cannot_link_other ON cannot_link (other_face_id);
CREATE INDEX ix_rejection_person_id ON rejection (person_id);
CREATE INDEX ix_face_box_source ON face (photo_id) WHERE box_source != 'detected';
CREATE INDEX ix_face_person ON face (person_id, group_id, status, photo_id, confirmed, quality);
CREATE INDEX ix_face_group ON face (group_id, status, photo_id, quality);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('library_folder',1);
INSERT INTO "sqlite_sequence" VALUES('photo_file',15);
INSERT INTO "sqlite_sequence" VALUES('photo',15);
INSERT INTO "sqlite_sequence" VALUES('face',30);
INSERT INTO "sqlite_sequence" VALUES('face_group',9);
INSERT INTO "sqlite_sequence" VALUES('person',7);
INSERT INTO "sqlite_sequence" VALUES('decision',109);
INSERT INTO "sqlite_sequence" VALUES('rejection',42);
INSERT INTO "sqlite_sequence" VALUES('cannot_link',8);
INSERT INTO "sqlite_sequence" VALUES('person_alias',7);
INSERT INTO "sqlite_sequence" VALUES('tag',4);
INSERT INTO "sqlite_sequence" VALUES('photo_tag',6);
INSERT INTO "sqlite_sequence" VALUES('saved_search',3);
COMMIT;
